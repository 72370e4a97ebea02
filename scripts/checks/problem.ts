/** Something to mend: where, what was found, and what to do. */
export interface Problem {
  /** Path from the repository's root, with `:line` where there is one. */
  at: string;
  message: string;
}
