// Cannot start: what it needs is not there.
throw new Error('no database');
