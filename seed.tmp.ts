import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import postgres from 'postgres';
import { contributionsOf } from '#lib/scores/contribution.ts';
import { phaseAt } from '#lib/merger/timeline.ts';
import { newId } from '#lib/server/db/id.ts';
import { openDatabase } from '#lib/server/db/open.ts';
import { company, organisation, timelineEvent } from '#lib/server/db/schema/organisation.ts';
import { customer } from '#lib/server/db/schema/customers.ts';
import { response } from '#lib/server/db/schema/responses.ts';
import { invitation } from '#lib/server/db/schema/surveys.ts';
import { rebuild } from '#lib/server/rollups.ts';
import { recount } from '#lib/server/reach.ts';
import { verifyDatabase } from '#lib/server/verification.ts';
import { createFirst, firstToken } from '#lib/server/access/people.ts';
const dir = '/work/shared/data/world-1/';
const now = new Date();
const admin = postgres('postgres://postgres@localhost:5433/postgres', { max: 1, onnotice: () => {} });
await admin.unsafe('drop database if exists rollups_look with (force)'); await admin.unsafe('create database rollups_look'); await admin.end();
const db = await openDatabase({ databaseUrl: 'postgres://postgres@localhost:5433/rollups_look', replicaUrl: null, dataDir: '' });
const [A, B] = [newId(now), newId(now)];
await db.system.insert(organisation).values({ id: 1, name: 'Acme + Borealis', createdAt: now, separationEndsAt: new Date('2024-12-30') });
await db.system.insert(company).values([{ id: A, key: 'A', name: 'Acme', position: 0, createdAt: now }, { id: B, key: 'B', name: 'Borealis', position: 1, createdAt: now }]);
const events = ([['announced','2024-11-04',null,null],['closed','2024-12-30',null,null],['system_migration','2025-01-27','Billing moved, R3',[B]],['system_migration','2025-04-21','Billing moved, R2',[B]]] as const).map(([kind, day, label, companyIds]) => ({ id: newId(now), kind, day, label, companyIds: companyIds ? [...companyIds] : null, wave: null, createdAt: now }));
await db.system.insert(timelineEvent).values(events);
const rd = (f: string, enc = 'utf-8') => parse(new TextDecoder(enc).decode(readFileSync(dir + f)), { columns: true, relax_quotes: true, relax_column_count: true, skip_empty_lines: true, trim: true }) as Record<string,string>[];
const cust = new Map<string, { id: string; segment: string; region: string; companyId: string }>();
const rA: Record<string,string> = { North: 'R1', East: 'R2', South: 'R3', West: 'R4', Central: 'R5', '北区': 'R1', '东区': 'R2', '南区': 'R3', '西区': 'R4', '中区': 'R5' };
const sA: Record<string,string> = { Enterprise: 'enterprise', 'Mid-market': 'mid', 'Small business': 'small', Consumer: 'consumer', '大客户': 'enterprise', '中型': 'mid', '小微': 'small', '个人': 'consumer' };
const rows: any[] = [];
for (const [f, enc, companyId] of [['acme-customers.csv','utf-8',A],['borealis-customers.csv','gb18030',B]] as const) for (const r of rd(f, enc)) {
  const v = Object.values(r); const legacy = v[0]!; if (!/^(AC-|BR)/.test(legacy) || cust.has(legacy)) continue;
  const c = { id: newId(now), companyId, region: rA[v[6]!] ?? '', segment: sA[v[7]!] ?? '' }; cust.set(legacy, c);
  rows.push({ ...c, legacyId: legacy, name: v[1]!, sortKey: v[1]!, searchKey: v[1]!, stage: /Churned|已流失/.test(v[11]!) ? 'churned' : 'stable', createdAt: now, updatedAt: now });
}
for (let i = 0; i < rows.length; i += 1000) await db.system.insert(customer).values(rows.slice(i, i + 1000));
const hist = new Map<string, [string,string][]>();
for (const r of rd('stage-history.csv')) hist.set(r.customer_id!, [...(hist.get(r.customer_id!) ?? []), [r.valid_from!, r.stage!]]);
const timeline = events.map(({ createdAt: _, ...e }) => e);
const num = (s: string | undefined) => (s === '' || s === undefined ? undefined : Number(s));
const answers: any[] = []; const responded = new Map<string,string>();
for (const r of rd('responses.csv')) {
  const c = cust.get(r.customer_id!); if (!c) continue;
  const answeredAt = new Date(r.answered_at!); const day = r.answered_at!.slice(0, 10);
  const stage = (hist.get(r.customer_id!) ?? []).filter(([d]) => d <= day).at(-1)?.[1] ?? '';
  const raw: Record<string, unknown> = {}; const b: any[] = [];
  const put = (metric: string, min: number, max: number, v: string | undefined) => { if (num(v) === undefined) return; const key = (metric === 'nps' && max === 5) ? 'nps@1-5' : metric; raw[key] = num(v); b.push({ questionId: key, metric, min, max }); };
  if (r.nps_scale === '1-5') put('nps', 1, 5, r.nps); else { put('nps', 0, 10, r.nps); put('nps', 1, 5, r.nps_old_scale); }
  put('csat', 1, 5, r.csat); put('ces', 1, 7, r.ces);
  for (const d of ['product','service','innovation','brand','price','supply']) put('dim_' + d, 1, 5, r['q_' + d]);
  put('repurchase', 1, 5, r.repurchase_intent);
  const id = newId(answeredAt); responded.set(r.invitation_id!, id);
  answers.push({ id, companyId: c.companyId, customerId: c.id, submissionKey: newId(now), payloadHash: '', state: 'complete', source: 'import', externalId: r.response_id, answers: raw, ...contributionsOf(b, raw), stage, segment: c.segment, region: c.region, tier: '', channel: r.channel, locale: r.locale, phase: phaseAt(timeline, c.companyId, day), answeredAt, receivedAt: new Date(r.received_at!) });
}
for (let i = 0; i < answers.length; i += 500) await db.system.insert(response).values(answers.slice(i, i + 500));
const inv: any[] = [];
for (const r of rd('invitations.csv')) { const c = cust.get(r.customer_id!); if (!c) continue; const rid = responded.get(r.invitation_id!); inv.push({ id: newId(now), companyId: c.companyId, customerId: c.id, channel: r.channel, kind: r.kind, locale: r.locale, state: rid ? 'completed' : 'sent', invitedAt: new Date(r.invited_at!), responseId: rid ?? null, externalId: r.invitation_id }); }
for (let i = 0; i < inv.length; i += 1000) await db.system.insert(invitation).values(inv.slice(i, i + 1000));
let t = Date.now(); await rebuild(db.system, now); console.log('rebuild', answers.length, Date.now() - t);
t = Date.now(); await recount(db.system, now); console.log('recount', inv.length, Date.now() - t);
t = Date.now(); console.log((await verifyDatabase(db.system)).lines.join('\n'), Date.now() - t);
const token = await firstToken(db.system, now);
console.log(await createFirst(db.system, token!, { email: 'mara@acme.test', name: 'Mara Klein', password: 'Plum-orbit-47-lantern', locale: 'en' }, now));
await db.close();
