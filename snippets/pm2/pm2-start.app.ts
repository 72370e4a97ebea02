// An ordinary program: it says who started it, and stays.
console.log(`jobs: pid ${process.pid}, parent pid ${process.ppid}`);
setInterval(() => {}, 1000);
