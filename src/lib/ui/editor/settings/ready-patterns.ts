/** Patterns most people need, with what to say when a text does not fit and an example of one that does. */
import { m } from '#lib/paraglide/messages.js';

type Sentence = (inputs: Record<string, never>, options?: { locale: 'en' | 'zh-CN' }) => string;

export interface ReadyPattern {
  readonly name: Sentence;
  readonly source: string;
  readonly message: Sentence;
  readonly example: string;
}

export const readyPatterns: readonly ReadyPattern[] = [
  {
    name: m.question_ready_postal_cn,
    source: '[0-9]{6}',
    message: m.question_ready_postal_cn_say,
    example: '200031'
  },
  {
    name: m.question_ready_postal,
    source: '[A-Za-z0-9][A-Za-z0-9 -]{2,8}[A-Za-z0-9]',
    message: m.question_ready_postal_say,
    example: 'SW1A 1AA'
  },
  {
    name: m.question_ready_order,
    source: '[A-Za-z]{2}-?[0-9]{6,10}',
    message: m.question_ready_order_say,
    example: 'AB-204518'
  },
  {
    name: m.question_ready_digits,
    source: '[0-9]+',
    message: m.question_ready_digits_say,
    example: '70421'
  },
  {
    name: m.question_ready_mobile_cn,
    source: '1[3-9][0-9]{9}',
    message: m.question_ready_mobile_cn_say,
    example: '13800138000'
  },
  {
    name: m.question_ready_phone,
    source: '[+]?[0-9][0-9 ()./-]{4,18}[0-9]',
    message: m.question_ready_phone_say,
    example: '+49 30 901820'
  },
  {
    name: m.question_ready_email,
    source: '[^@\\s]+@[^@\\s]+[.][^@\\s]+',
    message: m.question_ready_email_say,
    example: 'name@company.example'
  }
];
