/** The folder that the Application of the rules and dashboards deploys. */
export const OBSERVABILITY_FOLDER = 'argo/observability';
