/** Passwords as Argon2id (OWASP: 19 MiB, 2 passes, 1 lane), in the PHC string format. */
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(argon2);
const COST = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 } as const;

export const PASSWORD_MIN = 8;
/** Checked before hashing, so that a long text costs nothing (S-28). */
export const PASSWORD_MAX = 256;

const COMMON = new Set([
  ...[
    'password',
    'passwort',
    'iloveyou',
    'sunshine',
    'princess',
    'football',
    'baseball',
    'welcome1',
    'superman',
    'trustno1'
  ],
  ...[
    'password1',
    'password123',
    'passw0rd',
    'qwertyuiop',
    'qwerty123',
    'qwerty12',
    '1q2w3e4r',
    '1qaz2wsx',
    'q1w2e3r4'
  ],
  ...['12345678', '123456789', '1234567890', '87654321', '11111111', '00000000', '88888888', '66666666', '12341234'],
  ...[
    'abc12345',
    'a1234567',
    'a12345678',
    'aa123456',
    'admin123',
    'letmein1',
    'changeme',
    'concord1',
    'woaini1314',
    '5201314520'
  ]
]);

export type PasswordProblem = 'password_short' | 'password_long' | 'password_common';

/** What is wrong with a new password; null when nothing is. No rule about composition (ASVS 6.2). */
export function passwordProblem(password: string): PasswordProblem | null {
  if (password.length > PASSWORD_MAX) return 'password_long';
  if ([...password].length < PASSWORD_MIN) return 'password_short';
  if (COMMON.has(password.toLowerCase()) || new Set(password).size < 3) return 'password_common';
  return null;
}

export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16);
  const tag = await derive('argon2id', { message: password, nonce, ...COST });
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64').replace(/=+$/, '');
  return `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$${base64(nonce)}$${base64(tag)}`;
}

/** A hash nobody's password has: compared with when there is no such person, so that both ways cost the same (S-12). */
const NOBODY = `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$AAAAAAAAAAAAAAAAAAAAAA$${'A'.repeat(43)}`;

/** Compares a password with a stored hash; with null it does the same work and says no. */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  if (password.length > PASSWORD_MAX) return false;
  const parts = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/.exec(stored ?? NOBODY);
  if (parts === null) return false;
  const [, memory, passes, parallelism, nonce, tag] = parts as unknown as [
    string,
    string,
    string,
    string,
    string,
    string
  ];
  const expected = Buffer.from(tag, 'base64');
  const actual = await derive('argon2id', {
    message: password,
    nonce: Buffer.from(nonce, 'base64'),
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    tagLength: expected.length
  });
  return timingSafeEqual(expected, actual) && stored !== null;
}
