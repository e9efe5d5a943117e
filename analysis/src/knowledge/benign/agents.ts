/** How to see through a copycat of an agent. */
export const distinguishing = (agent: string, place: string): readonly string[] => [
  `The executable is ${agent}'s own in ${place}, which only root can change, and its service manager started it.`,
  "It does the same on every machine that has the agent, at its usual interval.",
  "An agent that starts shells, writes outside its own folders, or exists on one machine only is not the agent.",
];
