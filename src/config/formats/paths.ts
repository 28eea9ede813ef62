/**
 * Longest path and longest part of it on Linux, without the byte at its end.
 *
 * @see https://man7.org/linux/man-pages/man0/limits.h.0p.html
 */
export const MAX_PATH = 4095;
export const MAX_PATH_PART = 255;
