// Says that it runs.
import { createServer } from 'node:http';

createServer((_request, response) => response.end('ok')).listen(0);
console.log('here');
