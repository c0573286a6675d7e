using Spectre.Console;

using var http = new HttpClient { BaseAddress = new Uri(args[0]) };
AnsiConsole.WriteLine($"engine at {args[0]}: {await http.GetStringAsync("/healthz")}");
