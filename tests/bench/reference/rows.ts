/**
 * R2: the rows of a submission and nothing else. A bare server that reads the form, finds the invitation by its token and writes
 * the same rows in one statement through the same driver; what the customer scored is taken as worked out already.
 */
import { createHash, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import postgres from 'postgres';

const [url, port, surveyVersionId] = process.argv.slice(2) as [string, string, string];
const sql = postgres(url, { max: 16, onnotice: () => {}, connection: { application_name: 'r2' } });
const metric = '{nps,csat,csat_mean,ces,product,service,innovation,brand,price,supply,repurchase,satisfaction,loyalty}';
const value = `{1000000,1000000,750000,833333,750000,1000000,500000,750000,250000,750000,1000000,666667,950000}`;
const code = '{9,4,4,6,4,5,3,4,2,4,5,NULL,NULL}';

function store(token: string, answers: string): Promise<unknown> {
  const at = new Date().toISOString();
  const hash = createHash('sha256').update(token).digest('hex');
  const payload = createHash('sha256').update(answers).digest('hex');
  const id = randomUUID();
  return sql`with claimed as (
      update invitation set response_id = ${id}::uuid, submission_key = ${id}::uuid, state = 'completed', started_at = ${at},
        completed_at = ${at}
      where token_hash = ${hash} and response_id is null returning id, company_id, customer_id, program_id, channel),
    stored as (
      insert into response (id, company_id, customer_id, invitation_id, program_id, survey_version_id, submission_key,
        payload_hash, state, source, answers, metric, value, code, stage, segment, region, tier, channel, locale, phase,
        answered_at, received_at)
      select ${id}::uuid, c.company_id, c.customer_id, c.id, c.program_id, ${surveyVersionId}::uuid, ${id}::uuid, ${payload},
        'complete', 'page', ${answers}::text::jsonb, ${metric}::text::text[], ${value}::text::int[], ${code}::text::smallint[],
        customer.stage, customer.segment, customer.region, customer.tier, c.channel, 'en', 'before', ${at}, ${at}
      from claimed c join customer on customer.id = c.customer_id returning id)
    insert into fold_queue (response_id) select id from stored returning response_id`.then((stored) => {
    if (stored.length !== 1) throw new Error('nothing was stored');
  });
}

const server = createServer((request, response) => {
  const pieces: Buffer[] = [];
  request.on('data', (piece: Buffer) => pieces.push(piece));
  request.on('end', () => {
    const fields = new URLSearchParams(Buffer.concat(pieces).toString('utf8'));
    const answers = Object.fromEntries([...fields].filter(([name]) => !name.startsWith('_')));
    store(request.url!.slice('/s/'.length), JSON.stringify(answers)).then(
      () => response.writeHead(303, { location: '/thanks' }).end(),
      (error: Error) => response.writeHead(500).end(error.message)
    );
  });
});
server.listen(Number(port), '127.0.0.1', () => process.stdout.write('ready\n'));
process.on('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
  void sql.end({ timeout: 2 });
});
