import { sorted } from './kubernetes/config';
import { localRun } from './local-run';
import { BACKING_SERVICES } from '../config/backing-services';
import type { App, Texts, Workload } from '../config/model';

/**
 * What `make dev` and `make run` read: the workloads of an app with what all environments have in common. TOML, which
 * Python reads without a package, and which can have a header.
 */
export function localWorkloads(app: App): string {
  const services = app.backingServices.map(({ name }) => {
    const { port, variable, url } = BACKING_SERVICES[name];
    return table('services', { name, port, variable, url: url(app.name) });
  });
  return [
    `${entry('app', app.name)}${entry('default', localRun(app).workload)}`,
    `[env]\n${texts(app.base.env)}`,
    ...app.workloads.map((workload) => workloadTable(app, workload)),
    ...services,
  ].join('\n');
}

function workloadTable(app: App, { name, type, port, command }: Workload): string {
  const own = texts(app.base.pods[name].env);
  const head = table('workloads', {
    name,
    type,
    port: type === 'service' ? port : app.port,
    ...(command === undefined ? {} : { command }),
  });
  return `${head}${own === '' ? '' : `\n[workloads.env]\n${own}`}`;
}

type Value = string | number | readonly string[];

function table(name: string, entries: Readonly<Record<string, Value>>): string {
  return `[[${name}]]\n${Object.entries(entries)
    .map(([key, value]) => entry(key, value))
    .join('')}`;
}

function texts(values: Texts): string {
  return Object.entries(sorted(values))
    .map(([key, value]) => entry(key, value))
    .join('');
}

/** JSON writes texts, numbers, and lists as TOML does, except for the control character that TOML also escapes. */
function entry(key: string, value: Value): string {
  const list = Array.isArray(value)
    ? `[${value.map((item) => JSON.stringify(item)).join(', ')}]`
    : JSON.stringify(value);
  return `${key} = ${list.replaceAll('\u007f', '\\u007F')}\n`;
}
