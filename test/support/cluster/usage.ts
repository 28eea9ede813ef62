import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Clock ticks per second of /proc, the same on all Linux systems. */
const TICKS = 100;

/** What a program of a stack has used. */
export interface Usage {
  readonly megabytes: number;
  /** Most memory since the last `forgetPeak`. */
  readonly peakMegabytes: number;
  /** CPU time, with that of the programs that it has run. */
  readonly cpuSeconds: number;
}

/** What a program uses; the name is that of its log. */
export function usageOf(folder: string, program: string): Usage {
  const process = processOf(folder, program);
  const status = readFileSync(join(process, 'status'), 'utf8');
  const megabytes = (field: string): number =>
    Number(new RegExp(`^${field}:\\s*(\\d+) kB$`, 'm').exec(status)![1]) / 1024;
  // The name of the program, in parentheses, may contain spaces. Times of the program and of its children: proc(5).
  const fields = readFileSync(join(process, 'stat'), 'utf8').split(') ')[1].split(' ');
  const ticks = fields.slice(11, 15).reduce((sum, value) => sum + Number(value), 0);
  return { megabytes: megabytes('VmRSS'), peakMegabytes: megabytes('VmHWM'), cpuSeconds: ticks / TICKS };
}

/** Measures the peak of its memory from now on. */
export function forgetPeak(folder: string, program: string): void {
  writeFileSync(join(processOf(folder, program), 'clear_refs'), '5');
}

function processOf(folder: string, program: string): string {
  return join('/proc', readFileSync(join(folder, 'pids', program), 'utf8').trim());
}
