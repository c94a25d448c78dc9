import { pino, type Logger } from 'pino';

/** Structured log lines without personal data: ids and codes only; whatever slips in under these names is blanked (S-38). */
export function openLog(level: string): Logger {
  const names = [
    'email',
    'address',
    'name',
    'phone',
    'password',
    'token',
    'secret',
    'authorization',
    'cookie',
    'answers',
    'comment'
  ];
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: names.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[hidden]' }
  });
}

export type { Logger };
