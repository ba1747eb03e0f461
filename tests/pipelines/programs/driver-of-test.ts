/** Who drives the pipeline of a test's program; its process, unless the test says so. */
export const driverOfTest = process.env['TEST_DRIVER'] === 'auto' ? 'auto' : 'process'
