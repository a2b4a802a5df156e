using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules.Workspaces;

/// <summary>Collects the trust boundaries of a project: which libraries are called across them, and which hosts are named.</summary>
internal sealed class BoundaryReader(string project)
{
    private const string Client = "System.Net.Http.HttpClient";
    private const string Request = "System.Net.Http.HttpRequestMessage";

    private static readonly Members s_sends = new(
        Client + ".{GetAsync,GetStringAsync,GetByteArrayAsync,GetStreamAsync,PostAsync,PutAsync,PatchAsync,DeleteAsync}",
        "System.Net.Http.Json.HttpClientJsonExtensions.{GetFromJsonAsync,GetFromJsonAsAsyncEnumerable,PostAsJsonAsync,PutAsJsonAsync,PatchAsJsonAsync,DeleteFromJsonAsync}",
        "Grpc.Net.Client.GrpcChannel.ForAddress");

    private static readonly Members s_addresses = new(Request + ".new", "System.Uri.new");

    private static readonly (BoundaryKind Kind, Members Members)[] s_calls =
    [
        (BoundaryKind.Deserializer, new Members(
            "System.Text.Json.JsonSerializer.{Deserialize,DeserializeAsync,DeserializeAsyncEnumerable}", "Newtonsoft.Json.JsonConvert.{DeserializeObject,PopulateObject}", "Newtonsoft.Json.JsonSerializer.Deserialize",
            "System.Xml.Serialization.XmlSerializer.Deserialize", "System.Runtime.Serialization.XmlObjectSerializer.ReadObject", "System.Runtime.Serialization.Formatters.Binary.BinaryFormatter.Deserialize",
            "YamlDotNet.Serialization.IDeserializer.Deserialize", "MessagePack.MessagePackSerializer.{Deserialize,DeserializeAsync}")),
        (BoundaryKind.Process, new Members("System.Diagnostics.Process.Start")),
        (BoundaryKind.File, new Members(
            "System.IO.File.{Open,OpenRead,OpenWrite,OpenText,Create,CreateText,AppendText,ReadAllText,ReadAllTextAsync,ReadAllBytes,ReadAllBytesAsync,ReadAllLines,ReadAllLinesAsync,ReadLines,ReadLinesAsync,"
            + "WriteAllText,WriteAllTextAsync,WriteAllBytes,WriteAllBytesAsync,WriteAllLines,WriteAllLinesAsync,AppendAllText,AppendAllTextAsync,AppendAllLines,AppendAllLinesAsync,Delete,Move,Copy}",
            "System.IO.Compression.ZipFile.{Open,OpenRead,ExtractToDirectory,CreateFromDirectory}", "System.IO.Directory.{Delete,Move}")),
        (BoundaryKind.Sql, new Members(
            "Microsoft.EntityFrameworkCore.RelationalQueryableExtensions.{FromSql,FromSqlRaw,FromSqlInterpolated}",
            "Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.{ExecuteSql,ExecuteSqlAsync,ExecuteSqlRaw,ExecuteSqlRawAsync,ExecuteSqlInterpolated,ExecuteSqlInterpolatedAsync,SqlQuery,SqlQueryRaw}",
            "Dapper.SqlMapper.{Execute,ExecuteAsync,ExecuteScalar,ExecuteScalarAsync,ExecuteReader,ExecuteReaderAsync,Query,QueryAsync,QueryFirst,QueryFirstAsync,QueryFirstOrDefault,QueryFirstOrDefaultAsync,"
            + "QuerySingle,QuerySingleAsync,QuerySingleOrDefault,QuerySingleOrDefaultAsync,QueryMultiple,QueryMultipleAsync}")),
    ];

    /// <summary>Forms whose parts are read by hand; parameters that are files are found with their endpoints.</summary>
    private static readonly Members s_uploads = new("Microsoft.AspNetCore.WebUtilities.MultipartReader.ReadNextSectionAsync", "FastEndpoints.Endpoint`2.{FormFileSectionsAsync,FormMultipartSectionsAsync}");

    private static readonly (BoundaryKind Kind, Members Members)[] s_creations =
    [
        (BoundaryKind.File, new Members("System.IO.FileStream.new", "System.IO.StreamReader.new", "System.IO.StreamWriter.new")),
        (BoundaryKind.Sql, new Members("Microsoft.Data.SqlClient.SqlCommand.new", "System.Data.SqlClient.SqlCommand.new", "Npgsql.NpgsqlCommand.new", "Microsoft.Data.Sqlite.SqliteCommand.new")),
    ];

    public ConcurrentBag<TrustBoundary> Found { get; } = [];

    public static BoundaryReader Of(Watch watch, string project)
    {
        var reader = new BoundaryReader(project);
        watch.Call(s_sends, (context, call) => reader.Address(call.Arguments, call, context.ContainingSymbol));
        watch.Creation(s_addresses, (context, creation) =>
        {
            // Addresses of licences and contacts are nobody's to be called.
            if (creation.Constructor!.ContainingType.Is(Request) || IsClientAddress(creation))
                reader.Address(creation.Arguments, creation, context.ContainingSymbol);
        });
        foreach (var (kind, members) in s_calls)
            watch.Call(members, (context, call) => reader.Add(kind, $"{call.TargetMethod.ContainingType.Name}.{call.TargetMethod.Name}", call, context.ContainingSymbol));
        watch.Call(s_uploads, (context, call) => reader.Add(BoundaryKind.Upload, $"{call.TargetMethod.ContainingType.Name}.{call.TargetMethod.Name}", call, context.ContainingSymbol));
        watch.Operation(OperationKind.PropertyReference, context =>
        {
            if (context.Operation is IPropertyReferenceOperation { Property: { Name: "Files", ContainingType: { } form } } files && form.Is("Microsoft.AspNetCore.Http.IFormCollection"))
                reader.Add(BoundaryKind.Upload, "IFormCollection.Files", files, context.ContainingSymbol);
        });
        watch.Operation(OperationKind.SimpleAssignment, context =>
        {
            if (CommandText.Set(context.Operation) is { } text)
                reader.Add(BoundaryKind.Sql, "CommandText", text, context.ContainingSymbol);
        });
        foreach (var (kind, members) in s_creations)
        {
            watch.Creation(members, (context, creation) =>
            {
                // A reader over a stream opens no file.
                if (kind != BoundaryKind.File || creation.Constructor!.Parameters is [{ Type.SpecialType: SpecialType.System_String }, ..])
                    reader.Add(kind, creation.Constructor!.ContainingType.Name, creation, context.ContainingSymbol);
            });
        }

        return reader;
    }

    private static bool IsClientAddress(IOperation address)
    {
        while (address.Parent is IConversionOperation conversion)
            address = conversion;
        return address.Parent is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: { Name: "BaseAddress" or "RequestUri" } property } }
            && (property.ContainingType.Is(Client) || property.ContainingType.Is(Request));
    }

    private void Address(IEnumerable<IArgumentOperation> arguments, IOperation at, ISymbol within)
    {
        foreach (var argument in arguments)
        {
            var value = LocalValues.Resolve(argument.Value);
            if (value is IObjectCreationOperation { Arguments: [var inner, ..] } uri && uri.Type?.Is("System.Uri") == true)
                value = LocalValues.Resolve(inner.Value);
            if (value.Type?.SpecialType == SpecialType.System_String && Host(Beginning(value)) is { } host)
            {
                Add(BoundaryKind.Host, host, at, within);
                return;
            }
        }
    }

    /// <summary>The text up to where it isn't known; what follows a whole host doesn't change it.</summary>
    private static string Beginning(IOperation value)
    {
        var constants = new ConstantText();
        if (constants.Of(value) is { } whole)
            return whole + "/";
        switch (value)
        {
            case IInterpolatedStringOperation interpolated:
                var known = "";
                foreach (var part in interpolated.Parts)
                {
                    if ((part is IInterpolatedStringTextOperation written ? constants.Of(written.Text) : part is IInterpolationOperation hole ? constants.Of(hole.Expression) : null) is not { } text)
                        break;
                    known += text;
                }

                return known;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum:
                return constants.Of(sum.LeftOperand) is { } left ? left + (constants.Of(sum.RightOperand) ?? "") : Beginning(sum.LeftOperand);
            default:
                return "";
        }
    }

    private static string? Host(string address)
    {
        var start = address.IndexOf("://", StringComparison.Ordinal);
        var end = start < 0 ? -1 : address.IndexOfAny(['/', '?', '#'], start + 3);
        return end > 0 && Uri.TryCreate(address[..end], UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Host.Length > 0 ? uri.Host : null;
    }

    private void Add(BoundaryKind kind, string what, IOperation at, ISymbol within) =>
        Found.Add(new TrustBoundary(kind, project, what, within is IMethodSymbol { Name: WellKnownMemberNames.TopLevelStatementsEntryPointMethodName } ? "Program" : within.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat), Places.Of(at.Syntax.GetLocation())));
}
