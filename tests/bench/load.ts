/** Closed-loop load on a server of this machine: a fixed number of clients, each sends its next request when it has its answer. */
import { Agent, request } from 'node:http';

export interface Post {
  path: string;
  body: string;
}

/** Sends all posts with `clients` connections and returns posts per second. Any answer but the expected status fails the run. */
export async function postAll(
  origin: string,
  posts: readonly Post[],
  clients: number,
  expected: number
): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const target = new URL(origin);
  let next = 0;
  const one = (post: Post) =>
    new Promise<void>((done, failed) => {
      const sent = request(
        {
          agent,
          host: '127.0.0.1',
          port: target.port,
          method: 'POST',
          path: post.path,
          headers: {
            host: target.host,
            origin: target.origin,
            accept: 'text/html',
            'content-type': 'application/x-www-form-urlencoded',
            'content-length': Buffer.byteLength(post.body)
          }
        },
        (answer) => {
          answer.resume();
          answer.on('end', () => {
            if (answer.statusCode === expected) done();
            else failed(new Error(`${post.path} answered ${answer.statusCode}`));
          });
        }
      );
      sent.on('error', failed);
      sent.end(post.body);
    });
  const start = performance.now();
  await Promise.all(
    Array.from({ length: clients }, async () => {
      for (let post = posts[next++]; post !== undefined; post = posts[next++]) await one(post);
    })
  );
  const seconds = (performance.now() - start) / 1000;
  agent.destroy();
  return posts.length / seconds;
}
