import type { YAMLMap } from 'yaml';
import { isScalar } from 'yaml';
import { ACTIONS } from '../../config/actions';
import { SAMPLES } from '../samples';

/**
 * Pins the action of a step to a commit, with the version as a comment. Steps that run a script have no action. A
 * missing entry in the table or a wrong ref in the template is a bug of this library.
 */
export function setAction(step: YAMLMap): void {
  const uses = step.get('uses', true);
  if (!isScalar<string>(uses)) return;
  const [name, ref] = uses.value.split('@');
  if (ref !== SAMPLES.actionRef) throw new Error(`a template uses ${uses.value}: write ${name}@${SAMPLES.actionRef}`);
  if (!Object.hasOwn(ACTIONS, name)) {
    throw new Error(`a template uses ${name}, which src/config/actions.ts does not have`);
  }
  const { commit, version } = ACTIONS[name];
  uses.value = `${name}@${commit}`;
  uses.comment = ` ${version}`;
}
