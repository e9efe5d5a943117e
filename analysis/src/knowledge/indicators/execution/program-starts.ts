/** Events that start a program. */

export const startEvents = new Set(["execve", "execveat", "clone", "clone3"]);
