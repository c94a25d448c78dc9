/**
 * The deployment's one secret and the keys made from it, one per purpose (S-41). Without APP_SECRET a key is made once and
 * kept in the data directory with mode 0600. On PostgreSQL the key's id is stored in the database, so that a node that holds
 * another key refuses to start instead of making links that nobody else can read.
 */
import { createHash, createHmac, createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eq, sql } from 'drizzle-orm';
import { type Config, ConfigError } from '../config.ts';
import type { Db } from '../db/open.ts';
import { setting } from '../db/schema/organisation.ts';

export interface Secret {
  /** HMAC-SHA-256 over text with the key of a purpose, base64url. */
  sign(purpose: string, text: string): string;
}

const EXAMPLES = ['secret', 'changeme', 'change-me', 'example', 'password', 'please-change', 'your-secret'];

export async function readSecret(config: Pick<Config, 'appSecret' | 'dataDir'>): Promise<Secret> {
  const text = config.appSecret ?? (await ownSecret(config.dataDir));
  if (text.length < 32) throw new ConfigError('APP_SECRET is too short: give at least 32 characters of random text');
  const plain = text.toLowerCase();
  if (new Set(plain).size < 10 || EXAMPLES.some((example) => plain.replaceAll(/[^a-z-]/g, '').startsWith(example))) {
    throw new ConfigError('APP_SECRET looks like an example: give at least 32 characters of random text');
  }
  const keys = new Map<string, KeyObject>();
  const keyOf = (purpose: string) => {
    const known = keys.get(purpose) ?? createSecretKey(Buffer.from(hkdfSync('sha256', text, 'concord', purpose, 32)));
    keys.set(purpose, known);
    return known;
  };
  return { sign: (purpose, value) => createHmac('sha256', keyOf(purpose)).update(value).digest('base64url') };
}

async function ownSecret(dataDir: string): Promise<string> {
  await mkdir(dataDir, { recursive: true });
  const path = join(dataDir, 'secret');
  try {
    await writeFile(path, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return (await readFile(path, 'utf8')).trim();
}

/** Ties the key to the database: the first node writes its id, every other must hold the same. */
export async function claimSecret(db: Db, secret: Secret): Promise<void> {
  const keyId = createHash('sha256').update(secret.sign('key id', 'concord')).digest('hex').slice(0, 16);
  await db.insert(setting).values({ key: 'secret', value: keyId }).onConflictDoNothing();
  // As text: an id of digits alone, read as JSON, would come back as a number and differ from itself.
  const [row] = await db
    .select({ keyId: sql<string>`${setting.value} #>> '{}'` })
    .from(setting)
    .where(eq(setting.key, 'secret'));
  if (row?.keyId !== keyId) {
    throw new ConfigError(
      'APP_SECRET differs from the one this database was set up with: give this node the same APP_SECRET'
    );
  }
}
