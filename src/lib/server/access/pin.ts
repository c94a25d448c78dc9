/** PINs of kiosks. The device must know a right one without a line, so the hash is one that browsers can work out themselves. */
import { pbkdf2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import type { Pin } from '#lib/outreach/kiosk.ts';

const derive = promisify(pbkdf2);
/** OWASP's count for PBKDF2 over SHA-256. Few digits stay few digits: it slows a thief of the hash down and does not stop one. */
const ITERATIONS = 600_000;

export async function hashPin(pin: string): Promise<Pin> {
  const salt = randomBytes(16);
  const hash = await derive(pin, salt, ITERATIONS, 32, 'sha256');
  return { salt: salt.toString('base64'), iterations: ITERATIONS, hash: hash.toString('base64') };
}
