/** R1: the least a server can do with a submission. One INSERT of the bytes it was sent, through the same driver. */
import { createServer } from 'node:http';
import postgres from 'postgres';

const [url, port] = process.argv.slice(2) as [string, string];
const sql = postgres(url, { max: 16, onnotice: () => {}, connection: { application_name: 'r1' } });
await sql`create table if not exists bench_insert (id bigint generated always as identity primary key, body text not null)`;

const server = createServer((request, response) => {
  const pieces: Buffer[] = [];
  request.on('data', (piece: Buffer) => pieces.push(piece));
  request.on('end', () => {
    sql`insert into bench_insert (body) values (${Buffer.concat(pieces).toString('utf8')})`.then(
      () => response.writeHead(303, { location: '/thanks' }).end(),
      () => response.writeHead(500).end()
    );
  });
});
server.listen(Number(port), '127.0.0.1', () => process.stdout.write('ready\n'));
process.on('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
  void sql.end({ timeout: 2 });
});
