import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { toolsFolder } from '../../src/cli/tools/find';

/** A program of Prometheus that scripts/prometheus.sh unpacked. */
export function prometheusProgram(name: 'prometheus' | 'promtool'): string {
  const path = join(toolsFolder(), '..', 'prometheus', 'usr', 'bin', name);
  if (existsSync(path)) return path;
  throw new Error(`${path} is missing: run scripts/prometheus.sh`);
}
