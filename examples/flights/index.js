// The whole Pulumi program of a dbt project: everything else is in dbt's own files.
module.exports = require("athenaform").deploy();
