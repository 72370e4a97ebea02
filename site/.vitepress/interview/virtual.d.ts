declare module 'virtual:interview-answers/*' {
  const answers: Record<string, import('./answers.ts').Answer>;
  export default answers;
}
