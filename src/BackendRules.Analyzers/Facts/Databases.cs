namespace BackendRules;

/// <summary>Whether a compilation talks to a database at all.</summary>
public static class Databases
{
    private static readonly string[] s_types =
        ["Microsoft.EntityFrameworkCore.DbContext", "Dapper.SqlMapper", "MongoDB.Driver.IMongoClient", "StackExchange.Redis.IDatabase", "Amazon.DynamoDBv2.IAmazonDynamoDB", "Npgsql.NpgsqlConnection", "Microsoft.Data.SqlClient.SqlConnection", "MySqlConnector.MySqlConnection", "System.Data.SqlClient.SqlConnection", "Microsoft.Data.Sqlite.SqliteConnection", "MySql.Data.MySqlClient.MySqlConnection", "Oracle.ManagedDataAccess.Client.OracleConnection"];

    public static bool Any(Known known) => Array.Exists(s_types, known.Has);
}
