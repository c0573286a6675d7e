using System.CommandLine;

return await new RootCommand("Measures a running engine and reports percentiles.").Parse(args).InvokeAsync();
