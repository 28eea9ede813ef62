const { useMemory } = require('./memory');

const ENOUGH_BYTES = 2 * 1024 ** 3;

/** Git does no housekeeping in repositories that live for seconds: each of its commands would start two more. */
const GIT_SETTINGS = { 'gc.auto': '0', 'maintenance.auto': 'false', 'receive.autogc': 'false', 'core.fsync': 'none' };

/** Runs before all unit tests, in the process whose environment the others inherit. */
module.exports = () => {
  const names = Object.keys(GIT_SETTINGS);
  process.env.GIT_CONFIG_COUNT = String(names.length);
  names.forEach((name, index) => {
    process.env[`GIT_CONFIG_KEY_${index}`] = name;
    process.env[`GIT_CONFIG_VALUE_${index}`] = GIT_SETTINGS[name];
  });
  useMemory(ENOUGH_BYTES);
};
