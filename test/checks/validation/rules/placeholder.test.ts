import { add, edit, found } from '../support';

const MAP = 'apps/example-app/k8s/base/configmap.yaml';
const DEPLOYMENT = 'apps/example-app/k8s/base/deployment.yaml';
const ROOT = 'argo/root-app.yaml';
const WORKFLOW = '.github/workflows/main.yml';
const address = 'https://github.com/acme/shop';

const named = (change: Parameters<typeof found>[1]): Promise<string[]> => found('S1-placeholder', change);

describe('a placeholder is reported', () => {
  test.each([
    ['in braces', ROOT, address, '"{{ GITHUB_REPO }}"', '{{ GITHUB_REPO }}'],
    ['in braces, without quotes', ROOT, address, '{{ repo }}', '{{ repo }}'],
    ['in braces, within a text', ROOT, address, 'https://github.com/{{ owner }}/shop', '{{ owner }}'],
    ['in single braces', ROOT, address, 'https://github.com/{GITHUB_ORG}/shop', '{GITHUB_ORG}'],
    ['in angle brackets', ROOT, address, 'https://github.com/<owner>/shop', '<owner>'],
    ['as a word', ROOT, address, 'GITHUB_REPO', 'GITHUB_REPO'],
    ['of yours', ROOT, address, 'https://github.com/YOUR_ORG/shop', 'YOUR_ORG'],
    ['of yours, in an address', ROOT, address, 'https://github.com/your-org/shop', 'github.com/your-org'],
    ['as a reserved domain', ROOT, address, 'https://git.example.com/shop', '.example.com'],
    ['to be changed', MAP, 'INFO', 'CHANGEME', 'CHANGEME'],
    ['to be replaced', MAP, 'INFO', 'REPLACE_ME', 'REPLACE_ME'],
    ['in capitals, in data of another tool', MAP, 'INFO', '"{{ LOG_LEVEL }}"', '{{ LOG_LEVEL }}'],
    ['in the image', DEPLOYMENT, 'docker.io/acme/example-app', 'registry.example.com/app', '.example.com'],
    ['in a workflow', WORKFLOW, 'docker.io/acme/example-app:', 'docker.io/YOUR_ORG/example-app:', 'YOUR_ORG'],
  ])('%s', async (_what, path, from, to, text) => {
    const lines = await named(edit(path, from, to));
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(line).toContain(`=> the placeholder ${text} was never replaced`);
    expect(lines[0]).toContain(`${path} | `);
  });
});

describe('a placeholder is not reported', () => {
  test.each([
    ['an expression of GitHub', edit(WORKFLOW, 'name: main', 'name: "main of ${{ github.repository }}"')],
    ['what a step runs', edit(WORKFLOW, 'bandit --quiet', 'grep -rn CHANGEME . ; bandit --quiet')],
    ['a comment', edit(MAP, '  LOG_LEVEL', '  # LOG_LEVEL: {{ LOG_LEVEL }}, CHANGEME\n  LOG_LEVEL')],
    ['a template of another tool in a ConfigMap', edit(MAP, 'INFO', '"{{ .Values.level }} {{name}}"')],
    ['a group of a regular expression', edit(MAP, 'INFO', '"(?P<host>[a-z]+)"')],
    ['XML', edit(MAP, 'INFO', '"<users><host>x</host></users>"')],
    ['text in lines', edit(MAP, 'LOG_LEVEL: INFO', 'USAGE: |\n    run <host>\n    stop')],
    ['a variable of a shell', edit(MAP, 'INFO', '"${LOG_LEVEL_NAME}"')],
    ['an address of a name server for examples in a text', edit(MAP, 'INFO', 'see https://example.com')],
    [
      'a parameter of an ApplicationSet',
      add({
        'argo/set.yaml':
          'apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata:\n  name: all\nspec:\n  generators: []\n  template:\n    metadata:\n      name: "{{ APP_NAME }}"\n    spec:\n      project: x\n      destination: {}\n',
      }),
    ],
    [
      'anything in a template to copy',
      add({ '.github/templates/app/app.yaml': 'name: "{{ APP_NAME }}"\nurl: <owner>\n' }),
    ],
    ['in the template of a secret', () => undefined],
  ])('%s', async (_what, change) => {
    expect(await named(change)).toEqual([]);
  });
});
