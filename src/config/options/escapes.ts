/**
 * A change of generated Kubernetes objects of an app, beyond what the options can say.
 *
 * It is made when the config is rendered, not in the cluster: the files show the result. A patch that changes nothing, or
 * whose object does not exist, is an error, and so is a result that the schema of the kind refuses.
 */
export interface PatchOptions {
  /**
   * Kind of the object.
   *
   * @default - none: it has to be said
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
   * Environment that is changed alone.
   *
   * @default - all of them
   */
  readonly environment?: string;

  /**
   * Operations of JSON Patch, in their order.
   *
   * @default - none; then merge says what changes
   * @example [{ op: 'add', path: '/spec/template/spec/priorityClassName', value: 'high' }]
   * @see https://www.rfc-editor.org/rfc/rfc6902
   */
  readonly operations?: OperationOptions[];

  /**
   * Fields with their new values, as in a JSON Merge Patch: null removes one, a list takes the place of the whole list.
   *
   * @default - none; then operations say what changes
   * @example { spec: { minReadySeconds: 10 } }
   * @see https://www.rfc-editor.org/rfc/rfc7396
   */
  readonly merge?: Record<string, any>;
}

/**
 * One operation of JSON Patch.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6902#section-4
 */
export interface OperationOptions {
  /**
   * What it does: `add`, `remove`, `replace`, `move`, `copy` or `test`.
   *
   * @default - none: it has to be said
   */
  readonly op: string;

  /**
   * Place of the value, as a JSON Pointer: `/` is written `~1` in a key, and `~` is written `~0`.
   *
   * @default - none: it has to be said
   * @example '/spec/template/metadata/annotations/acme.example~1reload'
   */
  readonly path: string;

  /**
   * Value of `add`, `replace` and `test`.
   *
   * @default - none
   */
  readonly value?: any;

  /**
   * Place that `move` and `copy` take the value from.
   *
   * @default - none
   */
  readonly from?: string;
}

/**
 * Steps of your own in the job of the workflow that tests an app.
 */
export interface CiStepsOptions {
  /**
   * Steps before the tests, after Python is set up.
   *
   * @default - none
   * @example [{ name: 'Start a database', run: 'docker compose up --detach --wait' }]
   */
  readonly beforeTests?: CiStepOptions[];

  /**
   * Steps after the tests, if they passed.
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
   * @default - none: it has to be said
   */
  readonly name: string;

  /**
   * Script that bash runs in the root of the repository.
   *
   * Expressions as in `${{ … }}` are refused in it, since their text becomes part of the script: give them by `env`.
   *
   * @default - none; then uses names an action
   */
  readonly run?: string;

  /**
   * Action, pinned by its commit, or one of this repository.
   *
   * @default - none; then run is a script
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
   * The app that is tested is `${{ inputs.app }}`. Secrets that are named here reach the step, and no other.
   *
   * @default - none
   * @example { TOKEN: '${{ secrets.TOKEN }}' }
   */
  readonly env?: Record<string, string>;

  /**
   * Apps that the step is for.
   *
   * @default - all apps
   */
  readonly apps?: string[];
}
