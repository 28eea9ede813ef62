import { parseDocument } from 'yaml';
import type { YAMLMap } from 'yaml';
import { ACTIONS } from '../../../src/config/actions';
import { readTemplate } from '../../../src/files/tree/templates';
import { setAction } from '../../../src/render/workflows/actions';
import { renderTemplate, workflowTemplates } from '../../support/render-workflow-templates';

/** Every use of an action in a text: name, reference, and what stands behind. */
const USES = /^ *(?:- )?uses: ([\w-]+\/[\w-]+)@(\S+)(.*)$/gm;

/** Sets the action of a step that is written like this, and writes the step again. */
function withAction(step: string): string {
  const document = parseDocument(step);
  setAction(document.contents as YAMLMap);
  return document.toString();
}

const { commit, version } = ACTIONS['actions/checkout'];

test('a step gets the commit of its action, and the version beside it', () => {
  expect(withAction('name: Check out\nuses: actions/checkout@example-ref\nwith: { a: 1 }\n')).toBe(
    `name: Check out\nuses: actions/checkout@${commit} # ${version}\nwith: { a: 1 }\n`,
  );
});

test('a step without an action stays as it is', () => {
  expect(withAction('name: Test\nrun: make test\n')).toBe('name: Test\nrun: make test\n');
});

test.each([
  ['acme/unknown@example-ref', 'a template uses acme/unknown, which src/config/actions.ts does not have'],
  ['constructor@example-ref', 'a template uses constructor, which src/config/actions.ts does not have'],
  [`actions/checkout@${commit}`, `a template uses actions/checkout@${commit}: write actions/checkout@example-ref`],
  ['actions/checkout', 'a template uses actions/checkout: write actions/checkout@example-ref'],
])('a template that uses %s is an error', (uses, message) => {
  expect(() => withAction(`uses: ${uses}\n`)).toThrow(message);
});

describe('the table', () => {
  test('has the actions of the templates, and no others', () => {
    const used = workflowTemplates().flatMap((name) =>
      [...readTemplate(`repository/.github/workflows/${name}.yml`).matchAll(USES)].map(([, action]) => action),
    );
    expect([...new Set(used)].sort()).toEqual(Object.keys(ACTIONS));
  });

  test('has a whole commit and a whole version of each', () => {
    for (const [name, pin] of Object.entries(ACTIONS)) {
      const expected = {
        commit: expect.stringMatching(/^[0-9a-f]{40}$/),
        version: expect.stringMatching(/^v\d+(\.\d+){2}$/),
      };
      expect([name, pin]).toEqual([name, expected]);
    }
  });
});

test('the workflows use each action at the commit of the table, with the version behind it', () => {
  const uses = workflowTemplates().flatMap((name) =>
    [...renderTemplate(name).matchAll(USES)].map(([, action, ref, rest]) => [action, `${ref}${rest}`]),
  );
  expect(new Set(uses.map(([action]) => action))).toEqual(new Set(Object.keys(ACTIONS)));
  expect(uses).toEqual(uses.map(([action]) => [action, `${ACTIONS[action].commit} # ${ACTIONS[action].version}`]));
});
