// Runs in the network namespace: FOLDER PORT... makes a socket FOLDER/PORT for each port, through which tests outside of
// the namespace reach it.
import { connect, createServer } from 'node:net';
import { join } from 'node:path';

const [folder, ...ports] = process.argv.slice(2);
for (const port of ports) {
  createServer((outer) => {
    const inner = connect(Number(port), '127.0.0.1');
    inner.on('error', () => outer.destroy());
    outer.on('error', () => inner.destroy());
    outer.pipe(inner).pipe(outer);
  }).listen(join(folder, port));
}
