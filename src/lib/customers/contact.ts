/** Ways to reach a person: e-mail addresses and telephone numbers as they are stored, sent to and compared. */
import type { Parsed } from './values.ts';
import { limits } from './text.ts';

export type ContactReason =
  | 'invalid_email'
  | 'several_emails'
  | 'quoted_email'
  | 'invalid_phone'
  | 'phone_as_scientific'
  | 'phone_without_country';

export interface Email {
  /** What mail goes to: local part as written, domain in lower-case ASCII. */
  readonly address: string;
  /** The same in lower case, for comparing. */
  readonly key: string;
}

const atom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
const local = new RegExp(`^${atom}(?:\\.${atom})*$`);
const label = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;

/**
 * One plain addr-spec: no display name, no quoted local part, no comment, no list. International domains become punycode.
 * Meant to be asked again just before sending.
 */
export function parseEmail(raw: string): Parsed<Email, ContactReason> {
  if (raw.length > limits.email * 4) return { ok: false, reason: 'invalid_email' };
  const text = raw.normalize('NFC').trim();
  if (text.length > limits.email) return { ok: false, reason: 'invalid_email' };
  if (text.includes('"')) return { ok: false, reason: 'quoted_email' };
  if (/^[^\s,;]+@[^\s,;]+[\s,;]+[^\s,;]+@[^\s,;]+/.test(text)) return { ok: false, reason: 'several_emails' };
  const at = text.lastIndexOf('@');
  const name = text.slice(0, at);
  const domain = at > 0 ? asciiDomain(text.slice(at + 1)) : null;
  if (domain === null || name.length > 64 || !local.test(name)) return { ok: false, reason: 'invalid_email' };
  const address = `${name}@${domain}`;
  if (address.length > limits.email) return { ok: false, reason: 'invalid_email' };
  return { ok: true, value: { address, key: address.toLowerCase() } };
}

/** A domain in lower-case ASCII, or null where it is none that takes mail (one label, an address in numbers, a trailing dot). */
function asciiDomain(domain: string): string | null {
  if (!/^[\p{L}\p{M}\p{N}.-]+$/u.test(domain)) return null;
  let host: string;
  try {
    host = new URL(`http://${domain}`).hostname;
  } catch {
    return null;
  }
  const labels = host.split('.');
  if (labels.length < 2 || !labels.every((part) => label.test(part))) return null;
  return /^\d+$/.test(labels.at(-1) ?? '') ? null : host;
}

/** The key without a plus tag (`anna+crm@x.test` is `anna@x.test`): two such addresses are probably one mailbox. */
export function mailboxKey(key: string): string {
  return key.replace(/\+[^@]*@/, '@');
}

/** Calling code and, where it is fixed, the digit written before national numbers. */
const calling: Readonly<Record<string, { readonly code: string; readonly trunk: string }>> = {
  CN: { code: '86', trunk: '0' },
  HK: { code: '852', trunk: '' },
  MO: { code: '853', trunk: '' },
  TW: { code: '886', trunk: '0' },
  GB: { code: '44', trunk: '0' },
  IE: { code: '353', trunk: '0' },
  FR: { code: '33', trunk: '0' },
  DE: { code: '49', trunk: '0' },
  AT: { code: '43', trunk: '0' },
  CH: { code: '41', trunk: '0' },
  NL: { code: '31', trunk: '0' },
  BE: { code: '32', trunk: '0' },
  SE: { code: '46', trunk: '0' },
  NO: { code: '47', trunk: '' },
  DK: { code: '45', trunk: '' },
  FI: { code: '358', trunk: '0' },
  ES: { code: '34', trunk: '' },
  PT: { code: '351', trunk: '' },
  IT: { code: '39', trunk: '' },
  PL: { code: '48', trunk: '' },
  CZ: { code: '420', trunk: '' },
  US: { code: '1', trunk: '' },
  CA: { code: '1', trunk: '' },
  MX: { code: '52', trunk: '' },
  BR: { code: '55', trunk: '0' },
  JP: { code: '81', trunk: '0' },
  KR: { code: '82', trunk: '0' },
  IN: { code: '91', trunk: '0' },
  SG: { code: '65', trunk: '' },
  MY: { code: '60', trunk: '0' },
  TH: { code: '66', trunk: '0' },
  VN: { code: '84', trunk: '0' },
  ID: { code: '62', trunk: '0' },
  AU: { code: '61', trunk: '0' },
  NZ: { code: '64', trunk: '0' },
  AE: { code: '971', trunk: '0' },
  ZA: { code: '27', trunk: '0' }
};

/**
 * A telephone number as `+` and 8 to 15 digits. `country` (ISO code) completes numbers written without one; without it they
 * are `phone_without_country`. Only the form is judged, not whether the number is in use. A number that a spreadsheet
 * turned into 8.61E+12 has lost its digits and is refused.
 */
export function parsePhone(raw: string, country: string | null): Parsed<string, ContactReason> {
  if (raw.length > limits.phone * 4) return { ok: false, reason: 'invalid_phone' };
  const text = raw
    .normalize('NFKC')
    .trim()
    .replace(/[\u2010-\u2015\u2212]/g, '-');
  if (/^\d+[.,]\d+e\+?\d+$/i.test(text)) return { ok: false, reason: 'phone_as_scientific' };
  if (text.length > limits.phone || !/^[+\d\s().\-/]+$/.test(text) || text.lastIndexOf('+') > 1)
    return { ok: false, reason: 'invalid_phone' };
  const international = text.replace(/^\(\+/, '+').startsWith('+');
  const digits = (international ? text.replace('(0)', '') : text).replace(/\D/g, '');
  if (international) return e164(digits);
  if (digits.startsWith('00')) return e164(digits.slice(2));
  const rule = country !== null && Object.hasOwn(calling, country) ? calling[country] : undefined;
  if (!rule) return { ok: false, reason: 'phone_without_country' };
  if (country === 'CN' && /^861\d{10}$/.test(digits)) return e164(digits);
  if (rule.code === '1' && /^1\d{10}$/.test(digits)) return e164(digits);
  const national = rule.trunk !== '' && digits.startsWith(rule.trunk) ? digits.slice(rule.trunk.length) : digits;
  if (national.length < 6) return { ok: false, reason: 'invalid_phone' };
  return e164(rule.code + national);
}

function e164(digits: string): Parsed<string, ContactReason> {
  return /^[1-9]\d{7,14}$/.test(digits) ? { ok: true, value: `+${digits}` } : { ok: false, reason: 'invalid_phone' };
}
