import { nested, struct } from './define';
import * as format from '../formats';
import { all, json, list, map, record, text } from '../rules';

export const OPERATION = struct('OperationOptions', {
  op: { rule: format.operation, required: true },
  path: { rule: format.jsonPointer, required: true, samples: ['/explained'] },
  value: { rule: format.plainJson('manifests', format.SEAL), samples: [1] },
  from: { rule: format.jsonPointer, samples: ['/explained'] },
});

/** Operations may repeat: each one applies to the result of the previous one. */
export const operations = list(nested(OPERATION), { ifEmpty: 'add an operation', mayRepeat: true });

export const PATCH = struct('PatchOptions', {
  kind: { rule: format.kind, required: true, samples: ['Namespace'] },
  name: { rule: format.objectName, samples: ['explained'] },
  environment: {
    rule: text({ must: 'be the name of an environment', test: () => true }),
    samples: ['explained'],
    words: ['env'],
  },
  operations: { rule: operations, samples: [[{ op: 'test', path: '/x', value: 1 }]], words: ['patch', 'jsonPatch'] },
  merge: {
    rule: all(record({ ifEmpty: 'set the fields to change' }), json(), format.plainData('manifests', format.SEAL)),
    samples: [{ explained: 1 }],
    words: ['strategicMerge', 'mergePatch'],
  },
});

export const CI_STEP = struct('CiStepOptions', {
  name: { rule: format.stepName, required: true, samples: ['Explained'] },
  run: { rule: format.script, samples: ['true'], words: ['script', 'command'] },
  uses: { rule: format.action, samples: ['./explained'], words: ['action'] },
  with: {
    rule: map(format.inputName, format.expressionValue, { entry: format.plainInput }),
    samples: [{ explained: 'x' }],
    words: ['inputs'],
  },
  env: {
    rule: map(format.stepVariable, format.expressionValue, { entry: format.plainInput }),
    samples: [{ EXPLAINED: 'x' }],
  },
  apps: {
    rule: list(text({ must: 'be the name of an app', test: () => true }), {
      ifEmpty: 'name an app, or leave apps out for all of them',
    }),
    samples: [['explained']],
  },
});

const steps = list(nested(CI_STEP), { mayRepeat: true });

export const CI_STEPS = struct('CiStepsOptions', {
  beforeTests: { rule: steps, samples: [[{ name: 'Explained', run: 'true' }]], words: ['before', 'pre'] },
  afterTests: { rule: steps, samples: [[{ name: 'Explained', run: 'true' }]], words: ['after', 'post'] },
});
