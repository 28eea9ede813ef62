/**
 * A patch for an app's generated Kubernetes objects, for fields without an option.
 *
 * Patches apply when files are rendered, so the files show the result. A patch fails if its object does not exist, if
 * it changes nothing, or if the result violates the schema of the kind.
 */
export interface PatchOptions {
  /**
   * Kind of the object.
   *
   * @default - none: required
   * @example 'Deployment'
   */
  readonly kind: string;

  /**
   * Name of the object.
   *
   * @default - all objects of the kind
   * @example 'checkout'
   */
  readonly name?: string;

  /**
   * Environment to patch.
   *
   * @default - all environments
   */
  readonly environment?: string;

  /**
   * JSON Patch operations, applied in order.
   *
   * @default - none: set `merge` instead
   * @example [{ op: 'add', path: '/spec/template/spec/priorityClassName', value: 'high' }]
   * @see https://www.rfc-editor.org/rfc/rfc6902
   */
  readonly operations?: OperationOptions[];

  /**
   * Fields with their new values, as a JSON Merge Patch: null removes a field, a list replaces the whole list.
   *
   * @default - none: set `operations` instead
   * @example { spec: { minReadySeconds: 10 } }
   * @see https://www.rfc-editor.org/rfc/rfc7396
   */
  readonly merge?: Record<string, any>;
}

/**
 * One JSON Patch operation.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6902#section-4
 */
export interface OperationOptions {
  /**
   * Operation: `add`, `remove`, `replace`, `move`, `copy` or `test`.
   *
   * @default - none: required
   */
  readonly op: string;

  /**
   * JSON Pointer to the value. In keys, write `~1` for `/` and `~0` for `~`.
   *
   * @default - none: required
   * @example '/spec/template/metadata/annotations/acme.example~1reload'
   */
  readonly path: string;

  /**
   * Value for `add`, `replace` and `test`.
   *
   * @default - none
   */
  readonly value?: any;

  /**
   * JSON Pointer to the source of `move` and `copy`.
   *
   * @default - none
   */
  readonly from?: string;
}

/**
 * Your own steps in the workflow job that tests an app.
 */
export interface CiStepsOptions {
  /**
   * Steps to run before the tests, after Python is set up.
   *
   * @default - none
   * @example [{ name: 'Start a database', run: 'docker compose up --detach --wait' }]
   */
  readonly beforeTests?: CiStepOptions[];

  /**
   * Steps to run after the tests pass.
   *
   * @default - none
   */
  readonly afterTests?: CiStepOptions[];
}

/**
 * One step of the workflow: a script or an action.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idsteps
 */
export interface CiStepOptions {
  /**
   * Name of the step.
   *
   * @default - none: required
   */
  readonly name: string;

  /**
   * Script that bash runs in the root of the repository.
   *
   * Expressions such as `${{ … }}` are not allowed, because their text becomes part of the script. Pass them through
   * `env`.
   *
   * @default - none: set `uses` instead
   */
  readonly run?: string;

  /**
   * Action to run: pinned to a commit, or a local action of this repository.
   *
   * @default - none: set `run` instead
   * @example 'actions/cache@0057852bfaa89a56745cba8c7296529d2fc39830'
   * @see https://docs.github.com/en/actions/reference/security/secure-use#using-third-party-actions
   */
  readonly uses?: string;

  /**
   * Inputs of the action.
   *
   * @default - none
   */
  readonly with?: Record<string, string>;

  /**
   * Environment variables of the step.
   *
   * `${{ inputs.app }}` is the app under test. The step receives only the secrets that you reference here.
   *
   * @default - none
   * @example { TOKEN: '${{ secrets.TOKEN }}' }
   */
  readonly env?: Record<string, string>;

  /**
   * Apps that get the step.
   *
   * @default - all apps
   */
  readonly apps?: string[];
}
