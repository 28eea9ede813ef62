import { sorted } from './kubernetes/config';
import { BACKING_SERVICES } from '../config/backing-services';
import type { App, Texts } from '../config/model';

/**
 * The variables that a developer can set, all commented out: an empty value would win over the default in the code, and
 * a copied value over a later one in `.projenrc.ts`.
 */
export function envExample(app: App): string {
  const services = app.backingServices.map(({ name }) => {
    const { variable, port, url } = BACKING_SERVICES[name];
    return { name, variable, address: url(app.name).replace('{address}', `localhost:${port}`) };
  });
  const variables = new Set(services.map(({ variable }) => variable));
  const secrets = app.secrets.variables.filter((name) => !variables.has(name));
  const [first] = app.environments as readonly (App['environments'][number] | undefined)[];
  const workloads = Object.values(first?.pods ?? app.base.pods).map(({ env }) => env);
  const own: Texts = Object.assign({}, first?.env ?? app.base.env, ...workloads);
  const parts = [
    ['The server.', [`PORT=${app.port}`, 'LOG_LEVEL=DEBUG']],
    [
      'Services that make dev starts with Docker, unless you set their address.',
      services.map(({ variable, address }) => line(variable, address)),
    ],
    ['Secrets. In a cluster, they come from make seal.', secrets.map((name) => `${name}=`)],
    [
      `Set in .projenrc.ts${first === undefined ? '' : `, with the values of ${first.environment.name}`}. make dev sets those that all environments share.`,
      Object.entries(sorted(own))
        .filter(([name]) => !variables.has(name))
        .map(([name, value]) => line(name, value)),
    ],
  ] as const;
  const head = [
    `# Copy this file to .env, which git ignores, and uncomment what you need. make dev and make run read it.`,
    '# Variables of your shell win over .env, and .env over .projenrc.ts.',
  ];
  const groups = parts
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => ['', `# ${title}`, ...lines.map((text) => `#${text.replaceAll('\n', '\n#')}`)]);
  return `${[...head, ...groups.flat()].join('\n')}\n`;
}

/** A variable as .env files have it: in quotes if it could be read as anything else. */
function line(name: string, value: string): string {
  if (/^[^\s'"#\\][^\s'"#\\]*$/.test(value) || value === '') return `${name}=${value}`;
  const escaped = value
    .replace(/[\\"]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t')
    .replaceAll('\r', '\\r');
  return `${name}="${escaped}"`;
}
