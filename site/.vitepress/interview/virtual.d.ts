declare module 'virtual:interview-answers/*' {
  const answers: Record<string, string>;
  export default answers;
}
declare module 'virtual:interview-hints/*' {
  const hints: Record<string, import('./answers.ts').Hints>;
  export default hints;
}
