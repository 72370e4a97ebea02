// The threads of http-with-pool.ts.
import { fibonacci } from './http-with-pool.fibonacci.ts';
import { serve } from './worker-pool.serve.ts';

serve(fibonacci);
