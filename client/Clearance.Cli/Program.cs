using Clearance.Cli;
using Spectre.Console;

return await ClearanceTool.Run(args, Terminal.Console(Console.Out), Terminal.Console(Console.Error));
