// A module with state, which both threads of worker-isolation.ts import.

// #region state
export const counter = { value: 0 };
export default counter;
// #endregion state
