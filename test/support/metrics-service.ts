import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Background } from './background';
import { background, waitFor } from './background';
import { writeVariant } from './render-apps';
import { toolsFolder } from '../../src/cli/tools/find';

/** Routes of each kind: fast, slow, and one that fails. */
const CODE = `
import time

from gitops_runtime import create_app

app = create_app("example-app")


@app.get("/")
def index():
    return "fast"


@app.get("/orders/<number>")
def order(number):
    time.sleep(0.05)
    return number


@app.get("/error")
def error():
    raise RuntimeError("no stock")
`;

/**
 * Starts an app called example-app as make run does, in its folder: unlike the server of make dev, it limits how many
 * requests run at the same time.
 */
export async function startService(folder: string, port: number): Promise<Background> {
  writeVariant('granian', folder);
  writeFileSync(join(folder, 'src', 'server.py'), CODE);
  const python = join(toolsFolder(), '..', 'lint', 'bin', 'python');
  const service = background(python, ['-m', 'gitops_runtime.dev', 'run'], join(folder, 'log'), {
    cwd: join(folder, 'src'),
    env: { ...process.env, PORT: String(port), PYTHONDONTWRITEBYTECODE: '1' },
  });
  await waitFor(async () => (await fetch(`http://127.0.0.1:${port}/`)).ok, {
    what: 'the service answers',
    seconds: 30,
    program: service,
  });
  return service;
}

/** Sends requests to all routes until it is stopped. */
export function startLoad(port: number): { readonly stop: () => Promise<void> } {
  let isStopped = false;
  const send = async (): Promise<void> => {
    for (let round = 0; !isStopped; round += 1) {
      const path = round % 10 === 0 ? '/error' : round % 3 === 0 ? `/orders/${round}` : '/';
      await fetch(`http://127.0.0.1:${port}${path}`).then(
        (response) => response.text(),
        () => undefined,
      );
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const clients = Promise.all([send(), send()]);
  return {
    stop: async () => {
      isStopped = true;
      await clients;
    },
  };
}
