FROM node:24-slim
WORKDIR /srv/app
ENV NODE_ENV=production

# The lock file first: this layer is built anew only when it changes.
COPY package.json package-lock.json ./
RUN npm ci --omit=dev
COPY . .

# No root: what breaks in breaks into less.
USER node
EXPOSE 3000 9000

# The array form. As a string, a shell would be process 1, and SIGTERM
# would end the shell or nobody. Not `npm start` either.
CMD ["node", "production-app.primary.ts"]
