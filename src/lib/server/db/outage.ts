/** Tells a database that cannot be reached right now from a statement that is wrong. */

/** Codes of the driver and of the operating system when the connection is gone or does not come up. */
const CONNECTION = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_DESTROYED',
  'CONNECTION_ENDED',
  'CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT'
]);

/** SQLSTATE: connection, resources (a full disk among them), shut down or starting, turned read-only, serialisation, deadlock. */
const STATE = /^(08|53|57P)|^(25006|40001|40P01|57014)$/;

/** True when trying the same again later may well succeed. */
export function isOutage(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code } = cause as Error & { code?: unknown };
    if (typeof code === 'string' && (CONNECTION.has(code) || STATE.test(code))) return true;
  }
  return false;
}
