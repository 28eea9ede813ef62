/**
 * Maximum lengths of a path and of each part on Linux, without the final null byte.
 *
 * @see https://man7.org/linux/man-pages/man0/limits.h.0p.html
 */
export const MAX_PATH = 4095;
export const MAX_PATH_PART = 255;

/** Whether a value is the absolute path of a folder, without `.` and `..`. */
export function isAbsoluteFolder(value: string): boolean {
  const parts = value.split('/').slice(1);
  return (
    /^(?:\/[A-Za-z0-9._-]+)+$/.test(value) &&
    value.length <= MAX_PATH &&
    parts.every((part) => part !== '.' && part !== '..' && part.length <= MAX_PATH_PART)
  );
}
