import { describe, expect, it } from 'vitest';
import { recordCompanies, scopeOf, scoreCompanies, seesRecords, type Grant } from '#lib/merger/scope.ts';

const both = ['a', 'b'];
const switchAt = new Date('2024-12-30T00:00:00Z');
const before = new Date(switchAt.getTime() - 1000);
const after = new Date(switchAt.getTime() + 1000);

const grant = (more: Partial<Grant>): Grant => ({ role: 'editor', cleanTeam: false, companies: [], ...more });
const records = (...ids: string[]) => ids.map((companyId) => ({ companyId, access: 'records' as const }));

describe('S-17 the clean-team switch', () => {
  const staff = grant({ companies: records('a', 'b') });

  it('keeps staff of two companies to their home company one second before it', () => {
    expect(scopeOf(staff, both, switchAt, before)).toEqual({ companies: { a: 'records' }, overlap: false });
  });

  it('opens both companies and the overlap at the second it names and after', () => {
    for (const now of [switchAt, after])
      expect(scopeOf(staff, both, switchAt, now)).toEqual({ companies: { a: 'records', b: 'records' }, overlap: true });
  });

  it('stays shut while it has no date', () => {
    expect(scopeOf(staff, both, null, after).companies).toEqual({ a: 'records' });
  });

  it('takes the first company with records as the home company, whatever order the companies exist in', () => {
    expect(scopeOf(grant({ companies: records('b', 'a') }), both, switchAt, before).companies).toEqual({
      b: 'records'
    });
  });

  it('leaves staff the other company’s aggregates before it, if those were granted', () => {
    const mixed = grant({ companies: [{ companyId: 'b', access: 'aggregates' }, ...records('a')] });
    expect(scopeOf(mixed, both, switchAt, before)).toEqual({
      companies: { a: 'records', b: 'aggregates' },
      overlap: false
    });
  });

  it('never shows the overlap to staff of one company, even after it', () => {
    expect(scopeOf(grant({ companies: records('a') }), both, switchAt, after)).toEqual({
      companies: { a: 'records' },
      overlap: false
    });
  });
});

describe('S-13 who may see what', () => {
  it('gives the clean team the records of every company before closing', () => {
    const scope = scopeOf(grant({ cleanTeam: true }), both, switchAt, before);
    expect(scope).toEqual({ companies: { a: 'records', b: 'records' }, overlap: true });
  });

  it('gives a leader aggregates only, also with records granted and in the clean team', () => {
    const leader = grant({ role: 'leader', cleanTeam: true, companies: records('a', 'b') });
    for (const now of [before, after]) {
      const scope = scopeOf(leader, both, switchAt, now);
      expect(scope).toEqual({ companies: { a: 'aggregates', b: 'aggregates' }, overlap: false });
      expect(recordCompanies(scope)).toEqual([]);
      expect(scoreCompanies(scope)).toEqual(['a', 'b']);
    }
  });

  it('does not widen an administrator’s scope', () => {
    expect(scopeOf(grant({ role: 'admin' }), both, switchAt, after).companies).toEqual({});
  });

  it('drops companies that do not exist and an empty, missing or inherited id', () => {
    const scope = scopeOf(grant({ companies: records('gone', '', 'a') }), both, switchAt, after);
    expect(recordCompanies(scope)).toEqual(['a']);
    for (const id of ['', 'b', 'toString', '__proto__']) expect(seesRecords(scope, id)).toBe(false);
  });
});
