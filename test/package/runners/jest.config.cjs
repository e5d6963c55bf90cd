module.exports = { setupFilesAfterEnv: ['mailmitt/jest'] }
