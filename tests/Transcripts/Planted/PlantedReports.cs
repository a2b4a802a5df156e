using System;
using System.Data.Common;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Logging;

namespace Planted;

/// <summary>Faults that a hurried change brings; copied into a backend for the transcript beside this folder.</summary>
[ApiController, Authorize, Route("planted/reports")]
public sealed class PlantedReportsController(PlantedReports reports, ILogger<PlantedReportsController> logger) : ControllerBase
{
    [HttpGet("{category}")]
    public IActionResult Get(string category)
    {
        logger.LogInformation($"Report of {category}");
        var rows = reports.CountAsync(category).Result;
        return rows == 0 ? NotFound() : Ok(rows);
    }

    [HttpGet("go")]
    public IActionResult Go(string next) => Redirect(next);
}

public sealed class PlantedReports(DbConnection connection)
{
    public async Task<int> CountAsync(string category)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM Reports WHERE Category = '" + category + "'";
        return Convert.ToInt32(await command.ExecuteScalarAsync());
    }
}
