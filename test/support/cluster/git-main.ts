// Runs in the network namespace: FOLDER TOKEN PORT KEY CERTIFICATE serves the repositories of FOLDER over https.
import { readFileSync } from 'node:fs';
import { GitServer } from '../git-server';

const [folder, token, port, key, certificate] = process.argv.slice(2);
const server = new GitServer(folder, token, { key: readFileSync(key), cert: readFileSync(certificate) });
void server.start(Number(port)).then((address) => console.log(address));
