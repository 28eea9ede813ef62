import { execFileSync } from 'node:child_process';

/** Addresses of the loopback device, apart from 127.0.0.1: that of the Service of the metrics stand-in. */
export const METRICS_ADDRESS = '10.96.0.100';

/** A command and its arguments, for the functions that start programs. */
export type CommandLine = readonly [command: string, args: string[]];

/** What lets a command see the network of the stack; files and processes are those of the machine. */
export function inside(holder: number, command: string, args: readonly string[]): CommandLine {
  return ['nsenter', [`--net=/proc/${holder}/ns/net`, '--', command, ...args]];
}

/** Gives a new namespace its only device. */
export function setUpLoopback(holder: number): void {
  for (const args of [
    ['link', 'set', 'lo', 'up'],
    ['address', 'add', `${METRICS_ADDRESS}/32`, 'dev', 'lo'],
  ]) {
    execFileSync(...inside(holder, 'ip', args));
  }
}
