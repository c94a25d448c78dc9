/** The one place that reads the environment. Everything has a working default; what can't work stops with one line. */
import { resolve } from 'node:path';

export interface Config {
  port: number;
  /** Address the server listens on. */
  host: string;
  /** Origin of every link, e.g. http://localhost:3000. Never ends with a slash. */
  appUrl: string;
  /** As given; null means that a key is made once and kept in the data directory. */
  appSecret: string | null;
  dataDir: string;
  databaseUrl: string | null;
  replicaUrl: string | null;
  smtpUrl: string | null;
  /** Header that a trusted proxy sets to the caller's address; null: the socket's address counts. */
  addressHeader: string | null;
  logLevel: string;
}

export class ConfigError extends Error {
  override name = 'ConfigError';
}

/** Reads and checks the settings. Throws ConfigError with one sentence that names the variable. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const port = Number(env.PORT ?? '3000');
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new ConfigError(`PORT must be a number from 0 to 65535`);
  const appUrl = origin(env.APP_URL ?? `http://localhost:${port}`);
  const databaseUrl = env.DATABASE_URL || null;
  if (databaseUrl !== null && !/^postgres(ql)?:\/\//.test(databaseUrl)) {
    throw new ConfigError('DATABASE_URL must start with postgres:// or postgresql://');
  }
  if (env.SMTP_URL && !/^smtps?:\/\//.test(env.SMTP_URL)) {
    throw new ConfigError('SMTP_URL must start with smtp:// or smtps://');
  }
  return {
    port,
    host: env.HOST ?? '0.0.0.0',
    appUrl,
    appSecret: env.APP_SECRET ?? null,
    dataDir: resolve(env.DATA_DIR ?? 'data'),
    databaseUrl,
    replicaUrl: env.DATABASE_REPLICA_URL || null,
    smtpUrl: env.SMTP_URL || null,
    addressHeader: env.ADDRESS_HEADER?.toLowerCase() || null,
    logLevel: env.LOG_LEVEL ?? 'info'
  };
}

function origin(text: string): string {
  const url = URL.parse(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol) || url.pathname !== '/' || url.search !== '') {
    throw new ConfigError('APP_URL must be an origin such as https://concord.example.org, without a path');
  }
  return url.origin;
}
