return await Clearance.Silo.SiloProcess.Run(args);
