import type { GateLook } from './look';
import { reasonOf } from '../../common/network';
import { shortTag } from '../files/message';

/** How many answers in a row must match: old pods still answer while they are replaced. */
const ANSWERS = 5;

/** How long one answer may take, in milliseconds. */
const LIMIT = 10_000;

/** Checks which version answers at an address, by the metrics of the runtime module. */
export async function lookAtService(address: string, path: string, version: string): Promise<GateLook> {
  const metrics = `${address}${path}`;
  for (let answer = 0; answer < ANSWERS; answer += 1) {
    let text: string;
    try {
      // A new connection for each request, because an open one leads to the same pod.
      const response = await fetch(metrics, {
        headers: { Connection: 'close' },
        signal: AbortSignal.timeout(LIMIT),
      });
      text = await response.text();
      if (!response.ok) return { state: 'waiting', why: `${metrics} answers HTTP ${response.status}` };
    } catch (error) {
      return { state: 'waiting', why: `${address} does not answer: ${reasonOf(error)}` };
    }
    const found = versionIn(text);
    if (found === undefined) return { state: 'waiting', why: `${metrics} has no app_info with a version` };
    if (found !== version) return { state: 'waiting', why: `${address} answers as version ${shortTag(`:${found}`)}` };
  }
  return { state: 'passed' };
}

/** @see https://prometheus.io/docs/instrumenting/exposition_formats/ */
function versionIn(metrics: string): string | undefined {
  return /^app_info\{[^}]*\bversion="([^"\\]*)"/m.exec(metrics)?.[1];
}
