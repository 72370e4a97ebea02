// Says its number when it starts.
import { createServer } from 'node:http';

createServer((_request, response) => response.end('ok')).listen(0);
console.log(`instance ${process.env.NODE_APP_INSTANCE} is here`);
