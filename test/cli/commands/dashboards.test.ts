import { mkdirSync, readdirSync } from 'node:fs';
import { request } from 'node:http';
import { dirname, join } from 'node:path';
import { runInNewContext } from 'node:vm';
import type { Series, Table } from '../../../src/cli/commands/dashboards/answers';
import type { Data } from '../../../src/cli/commands/dashboards/data';
import { readTemplate } from '../../../src/files/tree/templates';
import type { Panel } from '../../../src/render/observability/dashboard';
import type { Background } from '../../support/background';
import { background, freePorts, waitFor } from '../../support/background';
import type { Answer } from '../../support/command';
import { COMPILED_COMMAND, compiledCommand, folderWithRc, installCompiled, rcWith } from '../../support/command';
import { startService, startLoad } from '../../support/metrics-service';
import { prometheusProgram } from '../../support/prometheus';
import { temporaryFolder } from '../../support/repository';

const OPTIONS = {
  name: 'shop',
  repoUrl: 'https://github.com/acme/shop',
  registry: 'docker.io/acme',
  serviceMonitor: {},
  apps: {
    mailer: { workloads: { mailer: { type: 'worker', command: ['python', '-m', 'mailer'] } } },
    'example-app': {},
  },
};

function repository(options: object = OPTIONS): string {
  const folder = folderWithRc(rcWith(options));
  installCompiled(folder);
  return folder;
}

function environment(scratch: string): NodeJS.ProcessEnv {
  const programs = dirname(prometheusProgram('prometheus'));
  return { ...process.env, PATH: `${programs}:${process.env.PATH}`, TMPDIR: scratch, NODE_ENV: undefined };
}

describe('a page with the metrics of make dev', () => {
  let command: Background;
  let service: Background;
  let load: ReturnType<typeof startLoad>;
  let scratch: string;
  let address: string;
  let html: string;

  beforeAll(async () => {
    const folder = temporaryFolder();
    scratch = join(folder, 'tmp');
    mkdirSync(scratch);
    const [port, servicePort] = await freePorts(2);
    address = `http://127.0.0.1:${port}`;
    const args = ['dashboards', '--port', String(port), '--service-port', String(servicePort)];
    command = background(process.execPath, [...COMPILED_COMMAND, ...args], join(folder, 'log'), {
      cwd: repository(),
      env: environment(scratch),
    });
    service = await startService(join(folder, 'app'), servicePort);
    load = startLoad(servicePort);
    await waitFor(async () => (await fetch(address)).ok, { what: 'the page is there', seconds: 30, program: command });
    html = await (await fetch(address)).text();
    // Ready for the tests that look at them.
    await waitFor(async () => (await emptyPanels()).length === 0, {
      what: 'every query returns a series',
      seconds: 40,
      program: command,
      describe: async () => `without one: ${(await emptyPanels()).join(', ')}`,
    });
  }, 120_000);

  afterAll(async () => {
    await load.stop();
    await service.stop();
    await command.stop();
  });

  const data = async (minutes = 5): Promise<Data> =>
    (await (await fetch(`${address}/data?minutes=${minutes}`)).json()) as Data;

  const dashboard = (): { readonly panels: readonly Panel[]; readonly onlyInCluster: readonly string[] } =>
    JSON.parse(/const DASHBOARD = (.*);\n/.exec(html)![1]) as ReturnType<typeof dashboard>;

  /** The titles of the panels of which some query returns nothing. */
  async function emptyPanels(): Promise<string[]> {
    const { panels } = await data();
    return dashboard()
      .panels.filter(({ id, type, targets = [] }) => {
        if (type === 'row') return false;
        if (type === 'table') return (panels[id] as Table).rows.length === 0;
        const series = (panels[id] as Series[]).filter(({ values }) => values.some((value) => value !== null));
        return series.length < targets.length;
      })
      .map(({ title }) => title);
  }

  const panel = async (title: string): Promise<readonly Series[]> => {
    const { id } = dashboard().panels.find((one) => one.title === title && one.type !== 'row')!;
    return (await data()).panels[id] as readonly Series[];
  };

  test('every query about the service returns a series', async () => {
    const { panels } = dashboard();
    expect(panels.filter(({ type }) => type === 'row').map(({ title }) => title)).toEqual([
      'Releases',
      'Requests',
      'Objectives',
    ]);
    expect(panels.filter(({ type }) => type !== 'row').length).toBeGreaterThan(10);
    expect(await emptyPanels()).toEqual([]);
  });

  test('the lines are those of the routes, and errors are seen', async () => {
    expect((await panel('Requests by route')).map(({ name }) => name).sort()).toEqual([
      'GET /',
      'GET /error',
      'GET /orders/<number>',
    ]);
    expect((await panel('Errors by route')).map(({ name }) => name)).toEqual(['GET /error 500', 'all']);
    const [ratio] = (await panel('Error ratio')).map(({ values }) => values.filter((value) => value !== null).pop()!);
    expect(ratio).toBeGreaterThan(0.02);
    expect(ratio).toBeLessThan(0.3);
  });

  test('a table has the columns that the dashboard names', async () => {
    const { id } = dashboard().panels.find(({ title }) => title === 'Running versions')!;
    expect((await data()).panels[id]).toEqual({
      columns: ['Environment', 'Version', 'Pods'],
      rows: [['local', '0.0.0', '1']],
    });
  });

  test('panels that need a cluster are named, not drawn empty', () => {
    expect(dashboard().onlyInCluster).toEqual(['Argo CD', 'Pods', 'Memory', 'CPU', 'Restarts', 'Running images']);
    expect(command.output()).toMatch(
      /^Dashboard of example-app: http:\/\/127\.0\.0\.1:\d+ \(press Ctrl\+C to stop\)\nReads the metrics of make dev APP=example-app at 127\.0\.0\.1:\d+, with the queries of prod\.\nShown only in the cluster: Argo CD, Pods, Memory, CPU, Restarts, Running images\.\n$/,
    );
  });

  test('the page loads nothing from elsewhere', async () => {
    const { headers } = await fetch(address);
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src 'self'",
    );
    expect(html).not.toMatch(/\b(?:src|href)="(?!data:)/);
    expect(html).not.toContain('example-title');
    expect(html).toContain('uPlot');
  });

  test('other host names, paths, and time ranges are refused', async () => {
    const status = (path: string, host?: string): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        const headers = host === undefined ? {} : { Host: host };
        request(`${address}${path}`, { headers }, (response) => resolve(response.resume().statusCode))
          .on('error', reject)
          .end();
      });
    expect(await status('/')).toBe(200);
    expect(await status('/', `localhost:${new URL(address).port}`)).toBe(200);
    expect(await status('/data?minutes=5', 'shop.example.com')).toBe(403);
    expect(await status('/api/v1/query?query=up')).toBe(404);
    expect(await status('/data?minutes=7')).toBe(404);
  });

  test('a service that stops is reported, and Ctrl+C removes everything', async () => {
    expect((await data()).services).toMatchObject([{ name: 'web', isUp: true }]);
    await load.stop();
    await service.stop();
    await waitFor(async () => !(await data()).services[0].isUp, { what: 'the service is down', seconds: 15 });
    expect(readdirSync(scratch).filter((name) => name.startsWith('python-gitops-dashboards-'))).toHaveLength(1);
    expect(await command.stop('SIGINT')).toBe('0');
    expect(readdirSync(scratch).filter((name) => name.startsWith('python-gitops-dashboards-'))).toEqual([]);
    await expect(fetch(address)).rejects.toThrow();
  });
});

describe('it fails with what to do', () => {
  const run = (args: readonly string[], options: object = OPTIONS, env: NodeJS.ProcessEnv = {}): Answer =>
    compiledCommand(repository(options), ['dashboards', ...args], env);

  test.each([
    [['shop'], 'no app shop: known: mailer, example-app'],
    [['mailer'], "mailer doesn't have a service with metrics, so there is nothing to show on this machine"],
    [['--port', '0'], '--port must be a whole number from 1 to 65535, got 0'],
    [['--service-port', 'web'], '--service-port must be a whole number from 1 to 65535, got web'],
  ])('%j', (args, message) => {
    expect(run(args)).toEqual({ code: 2, stdout: '', stderr: `python-gitops: ${message}\n` });
  });

  test('without any app that has metrics', () => {
    expect(run([], { ...OPTIONS, apps: { shop: { metrics: { enabled: false } } } })).toMatchObject({
      code: 2,
      stderr: 'python-gitops: no app has a service with metrics, so there is nothing to show on this machine\n',
    });
  });

  test('without Prometheus, and leaves nothing behind', () => {
    const scratch = temporaryFolder();
    expect(run([], OPTIONS, { PATH: scratch, TMPDIR: scratch })).toMatchObject({
      code: 2,
      stderr:
        'python-gitops: prometheus was not found on your PATH: install it (brew install prometheus), or ' +
        'unpack a release from https://prometheus.io/download/ and add its folder to your PATH\n',
    });
    expect(readdirSync(scratch).filter((name) => name.startsWith('python-gitops-dashboards-'))).toEqual([]);
  });

  test('if the port of the page is in use', async () => {
    const [port] = await freePorts(1);
    const holder = background(
      process.execPath,
      ['-e', `require('net').createServer().listen(${port}, '127.0.0.1')`],
      join(temporaryFolder(), 'log'),
    );
    await waitFor(() => isOpen(port), { what: 'the port is in use', seconds: 10, program: holder });
    try {
      const { code, stderr } = run(['--port', String(port)], OPTIONS, environment(temporaryFolder()));
      expect([code, stderr]).toEqual([
        2,
        `python-gitops: port ${port} is already in use: set another, such as --port ${port + 1}\n`,
      ]);
    } finally {
      await holder.stop();
    }
  });
});

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    request({ port, host: '127.0.0.1' })
      .on('socket', (socket) => socket.on('connect', () => resolve(true)))
      .on('error', () => resolve(false))
      .end();
  });
}

describe('the script of the page', () => {
  const script = readTemplate('dashboards/page.js').replace(/\nbuild\(\);[^]*$/, '');
  const functions = runInNewContext(`${script}; ({ format, stacked, thresholdColor, last })`, {
    DASHBOARD: { ranges: [5] },
  }) as {
    format(value: number | null, unit: string): string;
    stacked(lines: (number | null)[][]): (number | null)[][];
    thresholdColor(value: number, steps: { value: number | null; color: string }[]): string;
    last(values: (number | null)[]): number | undefined;
  };

  test.each([
    [0.0123, 'percentunit', '1.23%'],
    [-3.5, 'percentunit', '-350%'],
    [0, 's', '0 s'],
    [0.00042, 's', '420 µs'],
    [0.0497, 's', '49.7 ms'],
    [2.5, 's', '2.5 s'],
    [12.345, 'reqps', '12.3/s'],
    [1234.5, 'short', '1235'],
    [null, 'short', '–'],
  ])('formats %p %s as %s', (value, unit, text) => {
    expect(functions.format(value, unit)).toBe(text);
  });

  test('stacks lines, and finds thresholds and last values', () => {
    expect(
      functions.stacked([
        [1, null, 2],
        [3, 4, null],
      ]),
    ).toEqual([
      [1, null, 2],
      [4, 4, null],
    ]);
    const steps = [
      { value: null, color: 'red' },
      { value: 0, color: 'orange' },
      { value: 0.25, color: 'green' },
    ];
    expect([-1, 0.1, 0.25].map((value) => functions.thresholdColor(value, steps))).toEqual(['red', 'orange', 'green']);
    expect(functions.last([1, 2, null])).toBe(2);
    expect(functions.last([null])).toBeUndefined();
  });
});
