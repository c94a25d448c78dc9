/** Runs a POST at most once per `Idempotency-Key` of its caller (F-43). Without the header it simply runs. */
import { createHash } from 'node:crypto';
import { type Claimant, claim, keep, keepFailure, keyProblem, release, reusedKey, sameBytes } from './idempotency.ts';
import { type Caller, isFile, type Operation, type Outcome, type Prepared, reasonOf } from './operation.ts';
import { problem } from './problem.ts';

interface Run {
  readonly operation: Operation;
  readonly caller: Caller;
  readonly prepared: Extract<Prepared, { ok: true }>;
  /** The JSON body as it came. */
  readonly text: string;
}

/** Carries a refusal out of a transaction, so that nothing of it stays. */
class Undone extends Error {
  readonly outcome: Outcome<unknown>;
  constructor(outcome: Outcome<unknown>) {
    super('undone');
    this.outcome = outcome;
  }
}

export async function answerOnce(request: Request, run: Run): Promise<Outcome<unknown>> {
  const { operation, caller, prepared, text } = run;
  const key = request.headers.get('idempotency-key');
  const work = operation.apart ? null : (db: Caller['db']) => prepared.run({ ...caller, db });
  if (key === null) {
    if (work === null) return prepared.run(caller);
    return undoing(() => caller.db.transaction((tx) => orUndo(work(tx))));
  }
  const wrong = keyProblem(key);
  if (wrong !== null) return { ok: false, problem: wrong };
  const what = [request.method, caller.url.pathname, caller.url.search, text].join('\n');
  const requestHash = createHash('sha256').update(what).digest('base64url');
  const claimant: Claimant = { callerId: caller.keyId, key, requestHash };
  return work === null ? apart(run, claimant) : together(run, claimant, work);
}

async function orUndo(outcome: Promise<Outcome<unknown>>): Promise<Outcome<unknown>> {
  const done = await outcome;
  if (!done.ok) throw new Undone(done);
  return done;
}

async function undoing(work: () => Promise<Outcome<unknown>>): Promise<Outcome<unknown>> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Undone) return error.outcome;
    throw error;
  }
}

/** Key, effect and answer in one transaction; a failure of ours is kept after the transaction was undone. */
async function together(
  { operation, caller }: Run,
  claimant: Claimant,
  work: (db: Caller['db']) => Promise<Outcome<unknown>>
): Promise<Outcome<unknown>> {
  const transaction = () =>
    caller.db.transaction(async (tx) => {
      const claimed = await claim(tx, claimant, caller.now);
      if (claimed.kind === 'refused') throw new Undone({ ok: false, problem: claimed.problem });
      if (claimed.kind === 'again') return again(claimed.answer);
      const outcome = await orUndo(work(tx));
      if (outcome.ok && !isFile(outcome.body)) {
        const kept = { status: outcome.status ?? operation.status, body: outcome.body ?? null };
        await keep(tx, claimant, kept, null);
      }
      return outcome;
    });
  try {
    return await undoing(transaction);
  } catch (error) {
    return failed(caller, claimant, error, (kept) => keepFailure(caller.db, claimant, kept, caller.now));
  }
}

/** Key first, effect afterwards: for work that is not only the database's. */
async function apart({ operation, caller, prepared }: Run, claimant: Claimant): Promise<Outcome<unknown>> {
  const claimed = await caller.db.transaction((tx) => claim(tx, claimant, caller.now));
  if (claimed.kind === 'refused') return { ok: false, problem: claimed.problem };
  const hash = createHash('sha256');
  const bytes = caller.bytes === null ? null : hashing(caller.bytes, hash);
  if (claimed.kind === 'again') {
    if (bytes === null) return again(claimed.answer);
    for await (const _piece of bytes) continue;
    const same = sameBytes(claimed.requestHash, hash.digest('base64url'));
    return same ? again(claimed.answer) : { ok: false, problem: reusedKey };
  }
  try {
    const outcome = await prepared.run({ ...caller, bytes });
    if (!outcome.ok || isFile(outcome.body)) await release(caller.db, claimant);
    else {
      const kept = { status: outcome.status ?? operation.status, body: outcome.body ?? null };
      await keep(caller.db, claimant, kept, bytes === null ? null : hash.digest('base64url'));
    }
    return outcome;
  } catch (error) {
    return failed(caller, claimant, error, (kept) => keep(caller.db, claimant, kept, null));
  }
}

async function* hashing(
  bytes: AsyncIterable<Uint8Array>,
  hash: ReturnType<typeof createHash>
): AsyncIterable<Uint8Array> {
  for await (const piece of bytes) {
    hash.update(piece);
    yield piece;
  }
}

function again({ status, body }: { status: number; body: unknown }): Outcome<unknown> {
  if (status >= 500) return { ok: false, problem: problem(500) };
  return { ok: true, status, body: body ?? undefined };
}

async function failed(
  caller: Caller,
  claimant: Claimant,
  error: unknown,
  keepIt: (kept: { status: number; body: null }) => Promise<void>
): Promise<Outcome<unknown>> {
  const { app, requestId } = caller;
  app.log.error({ requestId, idempotencyCaller: claimant.callerId, ...reasonOf(error) }, 'error');
  await keepIt({ status: 500, body: null });
  return { ok: false, problem: problem(500) };
}
