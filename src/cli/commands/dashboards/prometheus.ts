import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Scraped } from './scrape';
import { scrapeConfig } from './scrape';
import { describeSystemError } from '../../../common/system-error';
import { CommandError } from '../../errors';
import { lastLine } from '../../probes/run';

/** A Prometheus that runs for this command. */
export interface Prometheus {
  /** Runs a query of its HTTP API, such as `query_range`. */
  readonly ask: (path: string, parameters: Readonly<Record<string, string>>) => Promise<unknown>;
  /** Rejects if Prometheus exits by itself. */
  readonly ended: Promise<never>;
  /** Stops it, and removes its files. */
  readonly stop: () => Promise<void>;
}

export interface Scrape {
  readonly path: string;
  readonly namespace: string;
  readonly services: readonly Scraped[];
  /** Rules in the format of Prometheus. */
  readonly rules?: string;
}

const MISSING =
  'prometheus was not found on your PATH: install it (brew install prometheus), or unpack a release from ' +
  'https://prometheus.io/download/ and add its folder to your PATH';

/** How long starting, stopping, and answering may take, in milliseconds. */
const START_LIMIT = 30_000;
const STOP_LIMIT = 5000;
const ANSWER_LIMIT = 10_000;

/** Starts a Prometheus on the loopback address, with its files in a temporary folder. */
export async function startPrometheus(scrape: Scrape): Promise<Prometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'python-gitops-dashboards-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  try {
    const port = await freePort();
    const child = run(folder, scrape, port);
    const ended = endOf(child, folder);
    // Without this, an early end would be an unhandled rejection.
    ended.catch(() => undefined);
    // In case this process exits without calling stop.
    const kill = (): void => void child.kill('SIGKILL');
    process.once('exit', kill);
    process.once('exit', remove);
    const stop = async (): Promise<void> => {
      await end(child);
      remove();
      process.off('exit', kill);
      process.off('exit', remove);
    };
    const address = `http://127.0.0.1:${port}`;
    try {
      await Promise.race([ready(address), ended]);
    } catch (error) {
      await stop();
      throw error;
    }
    return { ask: (path, parameters) => ask(`${address}/api/v1/${path}`, parameters), ended, stop };
  } catch (error) {
    remove();
    throw error;
  }
}

function run(folder: string, scrape: Scrape, port: number): ChildProcess {
  if (scrape.rules !== undefined) writeFileSync(join(folder, RULES), scrape.rules);
  writeFileSync(join(folder, 'prometheus.json'), scrapeConfig(scrape, scrape.rules === undefined ? [] : [RULES]));
  const log = openSync(logOf(folder), 'w');
  const child = spawn(
    'prometheus',
    [
      `--config.file=${join(folder, 'prometheus.json')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      '--storage.tsdb.retention.time=1d',
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=warn',
    ],
    // In its own session, so that Ctrl+C reaches only this command, which then stops Prometheus.
    { cwd: folder, detached: true, stdio: ['ignore', log, log] },
  );
  closeSync(log);
  return child;
}

/** Next to the config, which names it. */
const RULES = 'rules.yaml';

const logOf = (folder: string): string => join(folder, 'log');

function endOf(child: ChildProcess, folder: string): Promise<never> {
  return new Promise((_resolve, reject) => {
    child.on('error', (error: NodeJS.ErrnoException) => {
      const text = error.code === 'ENOENT' ? MISSING : `prometheus: ${describeSystemError(error) ?? error.message}`;
      reject(new CommandError(text));
    });
    child.on('exit', () =>
      reject(new CommandError(`Prometheus exited: ${lastLine(readFileSync(logOf(folder), 'utf8'))}`)),
    );
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const killer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT);
  await exit;
  clearTimeout(killer);
}

async function ready(address: string): Promise<void> {
  const deadline = Date.now() + START_LIMIT;
  while (Date.now() < deadline) {
    const response = await fetch(`${address}/-/ready`, { signal: AbortSignal.timeout(ANSWER_LIMIT) }).catch(
      () => undefined,
    );
    if (response?.ok) return;
    await sleep(50);
  }
  throw new CommandError(`Prometheus did not start within ${START_LIMIT / 1000} seconds`);
}

async function ask(address: string, parameters: Readonly<Record<string, string>>): Promise<unknown> {
  const response = await fetch(address, {
    method: 'POST',
    body: new URLSearchParams(parameters),
    signal: AbortSignal.timeout(ANSWER_LIMIT),
  });
  const answer = (await response.json()) as { readonly data?: unknown; readonly error?: string };
  if (!response.ok) throw new Error(answer.error ?? `HTTP ${response.status}`);
  return answer.data;
}

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
