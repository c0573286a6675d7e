using Clearance.Cli;

return await ClearanceTool.Run(args, Terminal.Console(Console.Out), Terminal.Console(Console.Error));
